"""Extensions of Sphinx that write what the site has besides its pages, from the code and the findings."""
