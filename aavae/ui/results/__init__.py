"""The results page: the methods side by side, the recipe, and the paper's figures beside ours."""
