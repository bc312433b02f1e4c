/** The client against a real server, and its plain machines. */
package io.carillon.client;
