package io.carillon.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium with one window and a profile of its own, as a person in front of a page: what it can see,
 * press and type. Elements are named by their {@code data-testid}. What is asked for is waited for.
 */
final class ChromiumWindow implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30); // above the longest wait between two attempts

    /** Of the driver, on a machine that others use, too. */
    private static final Duration START = Duration.ofSeconds(90);

    /** Selenium warns that it knows no DevTools for so new a browser; nothing here uses them. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    static {
        SELENIUM.setLevel(Level.SEVERE);
    }

    private final Path profile;
    private final ChromeDriver driver;
    private final WebDriverWait wait;

    private ChromiumWindow(Path profile, ChromeDriver driver) {
        this.profile = profile;
        this.driver = driver;
        this.wait = new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50));
        wait.ignoring(StaleElementReferenceException.class);
    }

    static ChromiumWindow open(URI address) {
        Path profile = temporaryDirectory();
        ChromiumWindow window = new ChromiumWindow(profile, new ChromeDriver(service(), options(profile)));
        window.visit(address);
        return window;
    }

    void visit(URI address) {
        driver.get(address.toString());
    }

    void reload() {
        driver.navigate().refresh();
    }

    String address() {
        return driver.getCurrentUrl();
    }

    String title() {
        return driver.getTitle();
    }

    /** The only element of that name, once it can be seen. */
    WebElement see(String name) {
        return await(
                name + " to be seen",
                window -> displayed(name).stream().findFirst().orElse(null));
    }

    boolean sees(String name) {
        return !displayed(name).isEmpty();
    }

    List<WebElement> all(String name) {
        return driver.findElements(By.cssSelector("[data-testid='" + name + "']"));
    }

    /** Whatever is found otherwise than by a name, seen or not. */
    List<WebElement> find(By by) {
        return driver.findElements(by);
    }

    String textOf(String name) {
        return see(name).getText();
    }

    void awaitText(String name, String part) {
        await(
                name + " to contain '" + part + "'",
                window -> displayed(name).stream()
                        .anyMatch(element -> element.getText().contains(part)));
    }

    void awaitGone(String name) {
        await(name + " to be gone", window -> displayed(name).isEmpty());
    }

    /** Waits until the answer is neither null nor false, and returns it. */
    <T> T await(String what, Function<ChromiumWindow, T> answer) {
        return wait.withMessage(() -> "waited for " + what + ", but " + address() + " shows:\n" + bodyText()
                        + "\nand its console says: " + complaints())
                .until(ignored -> answer.apply(this));
    }

    void click(String name) {
        await(name + " to be enabled", window -> {
            WebElement element = window.see(name);
            if (element.isEnabled()) {
                element.click();
                return true;
            }
            return false;
        });
    }

    void fill(String name, CharSequence... keys) {
        WebElement field = see(name);
        field.clear();
        field.sendKeys(keys);
    }

    /** Points at the middle of an element. */
    void hover(String name) {
        new Actions(driver).moveToElement(see(name)).perform();
    }

    /** Types where the focus is, wherever that may be. */
    void type(CharSequence... keys) {
        Actions actions = new Actions(driver);
        Stream.of(keys).forEach(actions::sendKeys);
        actions.perform();
    }

    /** Presses a key while another is held. */
    void chord(CharSequence held, CharSequence key) {
        new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
    }

    /** The name of the element that has the focus, or nothing. */
    String focus() {
        String name = driver.switchTo().activeElement().getDomAttribute("data-testid");
        return name == null ? "" : name;
    }

    /** What went wrong in the page's own eyes, refusals of its content security policy included. */
    List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(Object::toString)
                .toList();
    }

    /** What a script in the page answers. */
    Object run(String script) {
        return driver.executeScript(script);
    }

    /** A command of the DevTools protocol. */
    void command(String name, Map<String, Object> parameters) {
        driver.executeCdpCommand(name, parameters);
    }

    /** The browser, and all of its children. */
    List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains("--user-data-dir=" + profile))
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .distinct()
                .toList();
    }

    Path screenshot(Path file) {
        try {
            return Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            driver.quit();
        } finally {
            delete(profile);
        }
    }

    private List<WebElement> displayed(String name) {
        return all(name).stream().filter(WebElement::isDisplayed).toList();
    }

    private String bodyText() {
        return driver.findElement(By.tagName("body")).getText();
    }

    /** Names the driver itself, so that Selenium looks for none, least of all on the network. */
    private static ChromeDriverService service() {
        return new ChromeDriverService.Builder()
                .usingDriverExecutable(new File(System.getProperty("webdriver.chrome.driver", "/usr/bin/chromedriver")))
                .usingAnyFreePort()
                .withTimeout(START)
                .withSilent(true)
                .build();
    }

    private static ChromeOptions options(Path profile) {
        ChromeOptions options = new ChromeOptions();
        options.setBinary(System.getProperty("webdriver.chrome.binary", "/usr/bin/chromium"));
        options.addArguments(
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--window-size=1440,900",
                "--user-data-dir=" + profile);
        return options;
    }

    private static Path temporaryDirectory() {
        try {
            return Files.createTempDirectory("carillon-chromium-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As much as goes: the browser's last process may still be writing while it ends. */
    private static void delete(Path directory) {
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException | UncheckedIOException e) {
            directory.toFile().deleteOnExit();
        }
    }
}
