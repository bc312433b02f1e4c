/** What data has to look like: JSON Schemas, where they come from, and whether a payload fits. */
@NullMarked
package io.carillon.schema;

import org.jspecify.annotations.NullMarked;
