package org.emodna.base;

/**
 * A part's section of a configuration: its settings live with the part, not in one list of all
 * settings there are.
 *
 * @param name of the section, in kebab case, such as "decoupling"
 * @param type a record of the settings, whose constructor checks their ranges ({@link Check})
 * @param defaults what is used where a configuration says nothing
 * @param <T> the record
 */
public record Section<T extends Record>(String name, Class<T> type, T defaults) {}
