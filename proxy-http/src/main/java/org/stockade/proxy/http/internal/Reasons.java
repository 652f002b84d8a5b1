package org.stockade.proxy.http.internal;

/** The reason phrases of RFC 9110 section 15 that this proxy itself has use for. */
final class Reasons {
    private Reasons() {}

    /** The phrase, or one for the whole class of status codes. */
    static String of(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 206 -> "Partial Content";
            case 301 -> "Moved Permanently";
            case 302 -> "Found";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 417 -> "Expectation Failed";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default ->
                    switch (status / 100) {
                        case 1 -> "Interim";
                        case 2 -> "Success";
                        case 3 -> "Redirection";
                        case 4 -> "Client Error";
                        default -> "Server Error";
                    };
        };
    }
}
