package io.carillon.http;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a client accepts (RFC 9110, section 12.5.1). Stateless. */
final class Accepted {

    private Accepted() {}

    /**
     * Whether one of these is acceptable.
     *
     * @param headers the client's; everything is acceptable where there is none
     * @param produced media types; where there is none, there is nothing to be accepted
     */
    static boolean isAcceptable(List<String> headers, Set<String> produced) {
        if (headers.isEmpty() || produced.isEmpty()) {
            return true;
        }
        for (String range : String.join(",", headers).toLowerCase(Locale.ROOT).split(",")) {
            String[] parts = range.split(";");
            if (produced.stream().anyMatch(type -> covers(parts[0].strip(), type)) && !isRefused(parts)) {
                return true;
            }
        }
        return false;
    }

    private static boolean covers(String range, String type) {
        return range.equals("*/*")
                || range.equals(type)
                || range.endsWith("/*") && type.startsWith(range.substring(0, range.length() - 1));
    }

    private static boolean isRefused(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            if (parts[i].strip().matches("q=0(\\.0*)?")) {
                return true;
            }
        }
        return false;
    }
}
