package io.carillon.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant: the word with the fewest letters added, dropped, changed or swapped. */
public final class Nearest {

    private Nearest() {}

    /** The first of the nearest candidates; empty where there is no candidate. */
    public static Optional<String> to(String word, Collection<String> candidates) {
        return candidates.stream().min(Comparator.comparingInt(candidate -> distance(word, candidate)));
    }

    /** How many mistakes lead from one word to the other; upper and lower case are the same. */
    public static int distance(String from, String to) {
        String a = from.toLowerCase(Locale.ROOT);
        String b = to.toLowerCase(Locale.ROOT);
        int[][] mistakes = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                mistakes[i][j] = i == 0 || j == 0 ? i + j : cheapest(mistakes, a, b, i, j);
            }
        }
        return mistakes[a.length()][b.length()];
    }

    private static int cheapest(int[][] mistakes, String a, String b, int i, int j) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(mistakes[i - 1][j - 1] + change, 1 + Math.min(mistakes[i - 1][j], mistakes[i][j - 1]));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, mistakes[i - 2][j - 2] + 1) : best;
    }
}
