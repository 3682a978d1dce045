namespace Mosaic;

/// <summary>One step of a path.</summary>
/// <param name="Name">The name of an object's property.</param>
/// <param name="Index">The element, from 0, where the step leads into an array; null: such a step leads nowhere.</param>
public readonly record struct FilterPathSegment(string Name, int? Index);
