// libcurl's setters and getters are variadic, which Swift cannot call: one inline wrapper for each argument type.
#ifndef STAGEGATE_CLIBCURL_SHIM_H
#define STAGEGATE_CLIBCURL_SHIM_H

#include <curl/curl.h>
#include <pthread.h>

// Behind _GNU_SOURCE in <pthread.h>, and so not seen by the Glibc module.
extern int pthread_setname_np(pthread_t thread, const char *_Nonnull name);

typedef size_t (*shim_bytes_function)(char *_Nullable bytes, size_t size, size_t count, void *_Nullable context);

static inline CURLcode shim_easy_set_long(CURL *_Nonnull handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_easy_set_text(CURL *_Nonnull handle, CURLoption option, const char *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_easy_set_list(CURL *_Nonnull handle, CURLoption option, struct curl_slist *_Nullable value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode shim_easy_set_blob(
    CURL *_Nonnull handle, CURLoption option, const void *_Nonnull bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(handle, option, &blob);
}

// The size has to be known before libcurl copies the body.
static inline CURLcode shim_easy_set_body(CURL *_Nonnull handle, const void *_Nonnull bytes, size_t count) {
    CURLcode result = curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return result ? result : curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, bytes);
}

static inline CURLcode shim_easy_set_error_buffer(CURL *_Nonnull handle, char *_Nullable buffer) {
    return curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, buffer);
}

static inline CURLcode shim_easy_set_receivers(
    CURL *_Nonnull handle, shim_bytes_function _Nonnull on_body, shim_bytes_function _Nonnull on_header,
    void *_Nonnull context) {
    CURLcode result = curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_body);
    if (!result) result = curl_easy_setopt(handle, CURLOPT_WRITEDATA, context);
    if (!result) result = curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
    if (!result) result = curl_easy_setopt(handle, CURLOPT_HEADERDATA, context);
    return result;
}

static inline long shim_easy_get_long(CURL *_Nonnull handle, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(handle, info, &value) ? 0 : value;
}

static inline CURLMcode shim_multi_set_long(CURLM *_Nonnull multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

// CURLMsg holds a union: hand over only what is needed.
static inline CURL *_Nullable shim_multi_next_done(CURLM *_Nonnull multi, CURLcode *_Nonnull result) {
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
        if (message->msg != CURLMSG_DONE) continue;
        *result = message->data.result;
        return message->easy_handle;
    }
    return 0;
}

#endif
