/** Where a token becomes a right: keys, the verification of tokens, and what a verified token allows. */
@NullMarked
package io.carillon.auth;

import org.jspecify.annotations.NullMarked;
