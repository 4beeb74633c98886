"""The import sheet: from a dropped file to a confirmed job."""
