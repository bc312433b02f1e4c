package io.carillon.e2e;

import java.net.URI;
import java.util.List;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.support.ui.Select;

/** The console in a browser, as somebody uses it who looks after a cluster. What is asked for is waited for. */
final class ConsoleWindow implements AutoCloseable {

    private final URI console;
    private final ChromiumWindow window;

    private ConsoleWindow(URI console, ChromiumWindow window) {
        this.console = console;
        this.window = window;
    }

    /** The sign-in of a node's console. */
    static ConsoleWindow open(ServerProcess node) {
        URI console = node.uri().resolve("/console/");
        return new ConsoleWindow(console, ChromiumWindow.open(console));
    }

    ChromiumWindow window() {
        return window;
    }

    /** Signs in, and waits for the overview. */
    ConsoleWindow signIn(String token) {
        presentToken(token);
        awaitHeading("Overview");
        return this;
    }

    /** Writes a token into the field, and presses the button. */
    void presentToken(String token) {
        WebElement field = see(By.id("token"));
        field.clear();
        field.sendKeys(token);
        see(By.id("enter")).click();
    }

    /** @param place as the address has it behind the #, as {@code /rooms} */
    void go(String place) {
        window.visit(console.resolve("app/#" + place));
    }

    /** Follows a link of the navigation. */
    void page(String title) {
        see(By.xpath("//nav[@aria-label='Pages']//a[.='" + title + "']")).click();
        awaitHeading(title);
    }

    void awaitHeading(String part) {
        window.await("a heading with " + part, any -> texts(By.tagName("h1")).anyMatch(text -> text.contains(part)));
    }

    /** The first that can be seen. */
    WebElement see(By by) {
        return window.await(
                by.toString(),
                any -> any.find(by).stream()
                        .filter(WebElement::isDisplayed)
                        .findFirst()
                        .orElse(null));
    }

    private Stream<String> texts(By by) {
        return window.find(by).stream().filter(WebElement::isDisplayed).map(WebElement::getText);
    }

    void awaitText(By by, String part) {
        window.await(by + " with " + part, any -> texts(by).anyMatch(text -> text.contains(part)));
    }

    /** Writes something instead of what is there. */
    void write(String name, String text) {
        window.see(name).sendKeys(Keys.chord(Keys.CONTROL, "a"), Keys.DELETE, text);
    }

    void choose(String name, String value) {
        new Select(window.see(name)).selectByValue(value);
    }

    /** Presses a button by what it says. */
    void press(String text) {
        see(By.xpath("//button[normalize-space()='" + text + "'][not(@disabled)]"))
                .click();
    }

    /** The row of a table that has all of this. */
    WebElement row(String table, String... parts) {
        By rows = By.cssSelector("[data-testid='" + table + "'] tbody tr");
        return window.await(
                "a row of " + table + " with " + List.of(parts),
                any -> any.find(rows).stream()
                        .filter(row -> Stream.of(parts).allMatch(row.getText()::contains))
                        .findFirst()
                        .orElse(null));
    }

    /** Follows the first link of such a row. */
    void openRow(String table, String... parts) {
        window.await("a link in a row of " + table, any -> {
            row(table, parts).findElement(By.tagName("a")).click(); // the table may have changed in between
            return true;
        });
    }

    /** What the first row of a table says. */
    String firstRow(String table) {
        return see(By.cssSelector("[data-testid='" + table + "'] tbody tr")).getText();
    }

    /** How many rows a table has. */
    int rows(String table) {
        return window.find(By.cssSelector("[data-testid='" + table + "'] tbody tr:not(.table-empty)"))
                .size();
    }

    /** What the browser has to complain of. */
    List<String> complaints() {
        return window.complaints();
    }

    @Override
    public void close() {
        window.close();
    }
}
