// Everything a browser gets, compiled in, so that the program stays one file. A new file gets its three lines here.
#include "CWebFiles.h"
#include <stddef.h>

#pragma clang diagnostic ignored "-Wc23-extensions"
#pragma clang diagnostic ignored "-Wpointer-sign"

static const struct web_file files[] = {
    {"views/alone.mustache", (const unsigned char[]){
#embed "views/alone.mustache" suffix(, 0)
    }},
    {"views/app.mustache", (const unsigned char[]){
#embed "views/app.mustache" suffix(, 0)
    }},
    {"views/board.mustache", (const unsigned char[]){
#embed "views/board.mustache" suffix(, 0)
    }},
    {"views/compose.mustache", (const unsigned char[]){
#embed "views/compose.mustache" suffix(, 0)
    }},
    {"views/dialogs.mustache", (const unsigned char[]){
#embed "views/dialogs.mustache" suffix(, 0)
    }},
    {"views/emails.mustache", (const unsigned char[]){
#embed "views/emails.mustache" suffix(, 0)
    }},
    {"views/field.mustache", (const unsigned char[]){
#embed "views/field.mustache" suffix(, 0)
    }},
    {"views/fields.mustache", (const unsigned char[]){
#embed "views/fields.mustache" suffix(, 0)
    }},
    {"views/head.mustache", (const unsigned char[]){
#embed "views/head.mustache" suffix(, 0)
    }},
    {"views/import-map.mustache", (const unsigned char[]){
#embed "views/import-map.mustache" suffix(, 0)
    }},
    {"views/import-progress.mustache", (const unsigned char[]){
#embed "views/import-progress.mustache" suffix(, 0)
    }},
    {"views/import.mustache", (const unsigned char[]){
#embed "views/import.mustache" suffix(, 0)
    }},
    {"views/inbox.mustache", (const unsigned char[]){
#embed "views/inbox.mustache" suffix(, 0)
    }},
    {"views/join.mustache", (const unsigned char[]){
#embed "views/join.mustache" suffix(, 0)
    }},
    {"views/lead-about.mustache", (const unsigned char[]){
#embed "views/lead-about.mustache" suffix(, 0)
    }},
    {"views/lead-custom.mustache", (const unsigned char[]){
#embed "views/lead-custom.mustache" suffix(, 0)
    }},
    {"views/lead-objects.mustache", (const unsigned char[]){
#embed "views/lead-objects.mustache" suffix(, 0)
    }},
    {"views/lead.mustache", (const unsigned char[]){
#embed "views/lead.mustache" suffix(, 0)
    }},
    {"views/lines.mustache", (const unsigned char[]){
#embed "views/lines.mustache" suffix(, 0)
    }},
    {"views/mailbox-policy.mustache", (const unsigned char[]){
#embed "views/mailbox-policy.mustache" suffix(, 0)
    }},
    {"views/leads-head.mustache", (const unsigned char[]){
#embed "views/leads-head.mustache" suffix(, 0)
    }},
    {"views/leads.mustache", (const unsigned char[]){
#embed "views/leads.mustache" suffix(, 0)
    }},
    {"views/moment-long.mustache", (const unsigned char[]){
#embed "views/moment-long.mustache" suffix(, 0)
    }},
    {"views/moment.mustache", (const unsigned char[]){
#embed "views/moment.mustache" suffix(, 0)
    }},
    {"views/pages.mustache", (const unsigned char[]){
#embed "views/pages.mustache" suffix(, 0)
    }},
    {"views/problem-note.mustache", (const unsigned char[]){
#embed "views/problem-note.mustache" suffix(, 0)
    }},
    {"views/problem.mustache", (const unsigned char[]){
#embed "views/problem.mustache" suffix(, 0)
    }},
    {"views/sandbox-message.mustache", (const unsigned char[]){
#embed "views/sandbox-message.mustache" suffix(, 0)
    }},
    {"views/sandbox.mustache", (const unsigned char[]){
#embed "views/sandbox.mustache" suffix(, 0)
    }},
    {"views/settings-end.mustache", (const unsigned char[]){
#embed "views/settings-end.mustache" suffix(, 0)
    }},
    {"views/settings-form.mustache", (const unsigned char[]){
#embed "views/settings-form.mustache" suffix(, 0)
    }},
    {"views/settings-list.mustache", (const unsigned char[]){
#embed "views/settings-list.mustache" suffix(, 0)
    }},
    {"views/settings-mailboxes.mustache", (const unsigned char[]){
#embed "views/settings-mailboxes.mustache" suffix(, 0)
    }},
    {"views/settings-overview.mustache", (const unsigned char[]){
#embed "views/settings-overview.mustache" suffix(, 0)
    }},
    {"views/settings-security.mustache", (const unsigned char[]){
#embed "views/settings-security.mustache" suffix(, 0)
    }},
    {"views/settings-top.mustache", (const unsigned char[]){
#embed "views/settings-top.mustache" suffix(, 0)
    }},
    {"views/settings-webhook.mustache", (const unsigned char[]){
#embed "views/settings-webhook.mustache" suffix(, 0)
    }},
    {"views/setup.mustache", (const unsigned char[]){
#embed "views/setup.mustache" suffix(, 0)
    }},
    {"views/snooze.mustache", (const unsigned char[]){
#embed "views/snooze.mustache" suffix(, 0)
    }},
    {"views/template-preview.mustache", (const unsigned char[]){
#embed "views/template-preview.mustache" suffix(, 0)
    }},
    {"views/template.mustache", (const unsigned char[]){
#embed "views/template.mustache" suffix(, 0)
    }},
    {"views/templates.mustache", (const unsigned char[]){
#embed "views/templates.mustache" suffix(, 0)
    }},
    {"views/thread.mustache", (const unsigned char[]){
#embed "views/thread.mustache" suffix(, 0)
    }},
    {"views/token.mustache", (const unsigned char[]){
#embed "views/token.mustache" suffix(, 0)
    }},
    {"styles/base.css", (const unsigned char[]){
#embed "styles/base.css" suffix(, 0)
    }},
    {"styles/board.css", (const unsigned char[]){
#embed "styles/board.css" suffix(, 0)
    }},
    {"styles/compose.css", (const unsigned char[]){
#embed "styles/compose.css" suffix(, 0)
    }},
    {"styles/parts.css", (const unsigned char[]){
#embed "styles/parts.css" suffix(, 0)
    }},
    {"styles/reps.css", (const unsigned char[]){
#embed "styles/reps.css" suffix(, 0)
    }},
    {"styles/settings.css", (const unsigned char[]){
#embed "styles/settings.css" suffix(, 0)
    }},
    {"scripts/app.js", (const unsigned char[]){
#embed "scripts/app.js" suffix(, 0)
    }},
    {"scripts/compose.js", (const unsigned char[]){
#embed "scripts/compose.js" suffix(, 0)
    }},
    {"scripts/desk.js", (const unsigned char[]){
#embed "scripts/desk.js" suffix(, 0)
    }},
    {"scripts/keys.js", (const unsigned char[]){
#embed "scripts/keys.js" suffix(, 0)
    }},
    {"scripts/page.js", (const unsigned char[]){
#embed "scripts/page.js" suffix(, 0)
    }},
    {"scripts/reply.js", (const unsigned char[]){
#embed "scripts/reply.js" suffix(, 0)
    }},
    {"drawings/icons.svg", (const unsigned char[]){
#embed "drawings/icons.svg" suffix(, 0)
    }},
    {"drawings/mark.svg", (const unsigned char[]){
#embed "drawings/mark.svg" suffix(, 0)
    }},
    {NULL, NULL},
};

struct web_file web_file_at(int index) {
    int count = sizeof files / sizeof files[0];
    return files[index < count ? index : count - 1];
}
