/** Applications that the documentation shows, and their tests. */
package example;
