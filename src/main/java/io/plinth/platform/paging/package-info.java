/**
 * Lists, of which every one is paged: by keyset and never by offset, so that the last page costs
 * what the first does and rows that are added meanwhile neither vanish nor appear twice. The token
 * of the next page is signed over the list, its order and its filter, because a token that anybody
 * can write is a query that anybody can write. Counts stop at ten thousand: nobody needs more, and
 * counting a million rows costs more than all the rest.
 */
package io.plinth.platform.paging;
