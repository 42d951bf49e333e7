"""Pages become words and marks, words and marks become forms, forms become fields with evidence and doubt."""
