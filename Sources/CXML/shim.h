// Some builds of libxml2 use ICU inside and let their headers show it. Foundation has an ICU of its own, and one program
// can't see both; nothing here needs either.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>

// `xmlFree` is a variable, which Swift rightly finds unsafe to read from many threads; nobody here ever changes it.
static inline void cxml_free(void *memory) { xmlFree(memory); }
