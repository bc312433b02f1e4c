/** The command line: takes arguments apart, starts what they ask for, and turns the outcome into an exit status. */
@NullMarked
package io.carillon.cli;

import org.jspecify.annotations.NullMarked;
