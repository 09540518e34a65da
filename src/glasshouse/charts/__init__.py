"""Charts: one description of a figure, drawn as SVG for reports and files and by the page's own renderer.

`marks` and `figure` are the description, `svg` and `sheet` draw it, `registry` finds every figure by its id.
"""
