"""The pages: one view, one template each; thin."""
