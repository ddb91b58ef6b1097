"""Import image sets: from the forms in which they lie on people's disks to the one that all works on.

`files` lists the files of folders, zips and tars; `forms` recognises by their content what they are, which
gives a `Source`; `preview` says what would become of it, `build` writes it as an image set, `report` says
what was found on the way.
"""
