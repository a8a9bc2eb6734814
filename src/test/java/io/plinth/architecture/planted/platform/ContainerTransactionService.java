package io.plinth.architecture.planted.platform;

import jakarta.transaction.Transactional;

/** In a transaction of the container. */
@Transactional
public class ContainerTransactionService {}
