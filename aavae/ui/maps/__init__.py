"""The embedding map's page: two linked maps, and what can be asked of the images on them."""
