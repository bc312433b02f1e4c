/** Builds the container image; no part of the program. */
package io.carillon.image;
