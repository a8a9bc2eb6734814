/**
 * Settings, read by name and type. Their names, defaults and meanings stand in one commented file
 * that is packed into the WAR and is the reference as well, so that no setting exists without its
 * explanation. A value that does not fit is refused with the name of its variable and what would be
 * legal, because the one who set it reads the message and not the source.
 */
package io.plinth.platform.settings;
