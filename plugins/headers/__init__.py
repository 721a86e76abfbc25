"""What a browser may do with our pages: the Content-Security-Policy and its companions among HTTP's headers.

Pure rules, used by `head` (the policy that stands in a page itself), `servers` (the headers that a web server
adds) and `newsroom` (the preview's own script); no settings, no signals.
"""
