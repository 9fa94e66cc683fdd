#include "CPhoneNumber.h"

#include <cstring>
#include <string>

#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static void copy(char *out, size_t size, const std::string &text) {
    const size_t length = text.size() < size - 1 ? text.size() : size - 1;
    std::memcpy(out, text.data(), length);
    out[length] = 0;
}

bool ajar_phone_parse(const char *text, size_t length, const char *region, ajar_phone *out) {
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    if (util.Parse(std::string(text, length), region, &number) != PhoneNumberUtil::NO_PARSING_ERROR) return false;
    if (!util.IsPossibleNumber(number)) return false;

    copy(out->extension, sizeof out->extension, number.extension());
    std::string formatted;
    util.Format(number, PhoneNumberUtil::E164, &formatted);
    copy(out->e164, sizeof out->e164, formatted);
    util.Format(number, PhoneNumberUtil::INTERNATIONAL, &formatted);
    // The extension has its own place; it is written last, after this word.
    if (number.has_extension()) formatted.erase(formatted.find_last_not_of("0123456789 ") + 1);
    const size_t word = formatted.rfind(" ext");
    if (word != std::string::npos) formatted.erase(word);
    copy(out->international, sizeof out->international, formatted);
    util.GetRegionCodeForNumber(number, &formatted);
    if (formatted.empty() || formatted == "ZZ") util.GetRegionCodeForCountryCode(number.country_code(), &formatted);
    copy(out->region, sizeof out->region, formatted);
    return true;
}
