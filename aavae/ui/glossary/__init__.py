"""Terms in the texts of pages: links to the glossary, a sentence where one points at them; and its page."""
