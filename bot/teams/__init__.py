"""The Teams door. The only importer of botbuilder, botframework and msrest; everything behind it is plain Python."""
