#include <libxml/HTMLparser.h>
#include <libxml/HTMLtree.h>

// `xmlFree` is a variable, which Swift rightly finds unsafe to read from many threads; nobody here ever changes it.
static inline void cxml_free(void *memory) { xmlFree(memory); }
