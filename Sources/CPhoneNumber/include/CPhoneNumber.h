#pragma once
#include <stddef.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/// One telephone number as libphonenumber understands it. Texts end in NUL.
typedef struct {
    char e164[64];
    char international[96];
    char region[8];
    char extension[24];
} ajar_phone;

/// Reads a number; one without a country code is read as one of `region` ("US"). False when it can't be a number.
bool ajar_phone_parse(const char *text, size_t length, const char *region, ajar_phone *out);

#ifdef __cplusplus
}
#endif
