#include <gmime/gmime.h>

// What the library offers as macros, which Swift can't see.

static inline gboolean cgmime_is_part(const GMimeObject *object) { return GMIME_IS_PART((void *)object); }
static inline gboolean cgmime_is_multipart(const GMimeObject *object) { return GMIME_IS_MULTIPART((void *)object); }
static inline gboolean cgmime_is_message_part(const GMimeObject *object) { return GMIME_IS_MESSAGE_PART((void *)object); }
static inline gboolean cgmime_is_mailbox(const InternetAddress *address) {
    return INTERNET_ADDRESS_IS_MAILBOX((void *)address);
}
static inline gboolean cgmime_is_group(const InternetAddress *address) {
    return INTERNET_ADDRESS_IS_GROUP((void *)address);
}
static inline void cgmime_release(gpointer object) { g_object_unref(object); }
