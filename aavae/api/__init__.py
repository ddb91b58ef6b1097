"""What `import aavae` gives to notebooks: ten names over evaluation, runs and figures, one module each."""
