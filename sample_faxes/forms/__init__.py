"""The printed forms: `blocks` says what a form is made of, each form is data, `drawer` sets it on a page."""
