/**
 * The kit every server-rendered page is made of: the frame around a page, the view a resource
 * returns and its writer, the assets under hashed names, charts as plain SVG geometry, and numbers
 * and dates written for a person.
 *
 * <p>The decision behind it: pages are HTML first. Each works as a link or a form without
 * JavaScript, under a content security policy without any inline style or script; htmx and one
 * small script of our own then make the same pages quicker.
 */
package io.plinth.platform.web;
