"""A class that answers the lesson's questions together: for its teacher, its students, and the lesson's page.

A page needs no more than `aavae.ui.classroom.panel.render_class_panel`.
"""
