package org.example.service;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the service is started with.
 *
 * @param model file; null for the model to start with
 * @param host address that clients are heard on
 * @param adminHost address of metrics and reloading, which are not for strangers
 * @param metricsHost address of a third port with metrics alone; null for none
 * @param watch how often to look whether the model file has changed; zero for never
 * @param drain time between saying that it is no longer ready and letting no new request in
 * @param stop time that requests under way have then
 */
record ServiceSettings(
    Path model,
    String host,
    int port,
    String adminHost,
    int adminPort,
    String metricsHost,
    int metricsPort,
    Duration watch,
    Duration drain,
    Duration stop,
    Limits limits) {}
