/** The package has no types; what it answers is parsed where it is called. */
declare module 'mjml-browser';
