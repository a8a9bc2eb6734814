/**
 * What all areas stand on: settings, persistence, errors, paging, security, jobs, pages. It imports
 * no area.
 */
package io.plinth.platform;
