/** The configuration as records: loading, merging and validation, with all mistakes told at once. */
@NullMarked
package io.carillon.config;

import org.jspecify.annotations.NullMarked;
