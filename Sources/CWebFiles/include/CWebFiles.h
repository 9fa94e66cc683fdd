#ifndef C_WEB_FILES_H
#define C_WEB_FILES_H

/// A text of the web app, inside the program.
struct web_file {
    const char *name;
    const char *text;
};

/// The file at a place in the list; its name is NULL after the last one.
struct web_file web_file_at(int index);

#endif
