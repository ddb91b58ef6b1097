"""The page of the image sets: what is here, and how pictures become one."""
