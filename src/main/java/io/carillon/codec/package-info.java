/** The formats: bytes to messages and back, each message encoded once however many read it. */
@NullMarked
package io.carillon.codec;

import org.jspecify.annotations.NullMarked;
