package io.carillon.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * How {@code --help} looks: as wide as the terminal, with colours where somebody sees them, and with what stands below
 * the options laid out for that width. There a line that begins with two blanks is an example, and what follows it after
 * two more blanks a remark; lines that follow each other are one paragraph.
 */
final class HelpPage {

    private static final Pattern EXAMPLE = Pattern.compile("  (?<command>\\S.*?)(?: {2,}(?<remark>\\S.*))?");
    private static final String INDENT = "  ";
    private static final String DEEPER = "      ";

    private final int width;
    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();
    private final StringBuilder paragraph = new StringBuilder();

    private HelpPage(int width, Ansi ansi) {
        this.width = width;
        this.ansi = ansi;
    }

    /** Has a command and those below it print their help in this way. */
    static void install(CommandLine commands, Terminal terminal) {
        Ansi ansi = terminal.isOutColoured() ? Ansi.ON : Ansi.OFF;
        commands.setColorScheme(Help.defaultColorScheme(ansi));
        commands.setUsageHelpLongOptionsMaxWidth(28);
        commands.setHelpFactory((spec, scheme) -> {
            spec.usageMessage().width(terminal.columns());
            return new Help(spec, scheme);
        });
        commands.getHelpSectionMap()
                .put(
                        UsageMessageSpec.SECTION_KEY_FOOTER,
                        help -> footer(
                                help.commandSpec().usageMessage().footer(),
                                help.commandSpec().usageMessage().width(),
                                ansi));
        commands.setHelpSectionMap(Map.copyOf(commands.getHelpSectionMap()));
    }

    static String footer(String[] text, int width, Ansi ansi) {
        HelpPage page = new HelpPage(width, ansi);
        int column = column(text, width);
        for (String line : text) {
            Matcher example = EXAMPLE.matcher(line);
            if (example.matches()) {
                page.flush();
                page.example(example.group("command"), example.group("remark"), column);
            } else if (line.isBlank()) {
                page.flush();
                page.lines.add("");
            } else {
                page.say(line);
            }
        }
        page.flush();
        return String.join(System.lineSeparator(), page.lines) + System.lineSeparator();
    }

    /** Where remarks begin: behind the longest command that has one; 0 where not all of them have room there. */
    private static int column(String[] text, int width) {
        int column = 0;
        int longest = 0;
        for (String line : text) {
            Matcher example = EXAMPLE.matcher(line);
            if (example.matches() && example.group("remark") != null) {
                column = Math.max(
                        column, INDENT.length() + example.group("command").length() + 2);
                longest = Math.max(longest, example.group("remark").length());
            }
        }
        return column + longest <= width ? column : 0;
    }

    private void example(String command, @Nullable String remark, int column) {
        String shown = INDENT + bold(command);
        if (remark == null) {
            lines.add(shown);
        } else if (column > 0) {
            lines.add(shown + " ".repeat(column - INDENT.length() - command.length()) + remark);
        } else {
            lines.add(shown);
            wrap(remark, DEEPER);
        }
    }

    private void say(String line) {
        if (line.endsWith(":") && paragraph.length() == 0) {
            lines.add(bold(line));
        } else {
            paragraph.append(paragraph.length() == 0 ? "" : " ").append(line);
        }
    }

    private void flush() {
        if (paragraph.length() > 0) {
            wrap(paragraph.toString(), "");
            paragraph.setLength(0);
        }
    }

    private void wrap(String text, String indent) {
        StringBuilder line = new StringBuilder(indent);
        for (String word : text.split(" ", -1)) {
            if (line.length() > indent.length() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
            }
            line.append(line.length() > indent.length() ? " " : "").append(word);
        }
        lines.add(line.toString());
    }

    private String bold(String text) {
        return ansi == Ansi.ON ? "\u001B[1m" + text + "\u001B[0m" : text;
    }
}
