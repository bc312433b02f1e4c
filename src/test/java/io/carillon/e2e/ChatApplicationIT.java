package io.carillon.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import example.Examples;
import io.carillon.support.EmbeddedNode;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.WebElement;

/** The chat application of docs/embedding.md, with its own page, in two windows. */
class ChatApplicationIT {

    private static List<String> lines(ChromiumWindow window) {
        return window.all("line").stream().map(WebElement::getText).toList();
    }

    private static URI page(EmbeddedNode node, String name) {
        return URI.create("http://127.0.0.1:" + node.port() + "/chat/lobby?name=" + name);
    }

    @Test
    void twoPeopleTalkAndSeeWhoComesAndGoes() {
        try (EmbeddedNode node = EmbeddedNode.start(Examples.chat());
                ChromiumWindow ada = ChromiumWindow.open(page(node, "Ada"))) {
            ada.awaitText("count", "1 here");
            try (ChromiumWindow grace = ChromiumWindow.open(page(node, "Grace"))) {
                ada.awaitText("count", "2 here");
                say(ada, "hello <b>there</b>");
                grace.awaitText("log", "Ada: hello <b>there</b>");
                say(grace, "hello");
                ada.awaitText("log", "Grace: hello");
                grace.awaitText("log", "Grace: hello"); // whom it reaches by a way of her own
                assertThat(lines(grace)).containsExactly("Grace has come", "Ada: hello <b>there</b>", "Grace: hello");
            }
            ada.awaitText("log", "Grace has gone");
            say(ada, "/leave");
            ada.awaitText("count", "closed 1000 bye");
        }
    }

    private static void say(ChromiumWindow window, String text) {
        window.fill("text", text);
        window.click("say");
    }
}
