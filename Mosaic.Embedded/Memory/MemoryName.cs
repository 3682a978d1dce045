using System.Runtime.CompilerServices;
using Mosaic.Documents.Json;

namespace Mosaic.Backends;

/// <summary>The rules of ids, keys and texts: what they hold is nobody's business, but UTF-8 and every backend must express it.</summary>
public static class MemoryName
{
    /// <summary>Checks the id of a user.</summary>
    /// <param name="user">The id.</param>
    /// <param name="parameter">The caller's parameter, as the error names it.</param>
    /// <exception cref="ArgumentException">Empty, with U+0000 or half of a surrogate pair, or too long.</exception>
    public static void RequireUser(string user, [CallerArgumentExpression(nameof(user))] string? parameter = null) =>
        Require(user, MemoryLimits.MaxUserBytes, parameter);

    /// <summary>Checks an id, a key, a category or a speaker.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parameter">The caller's parameter, as the error names it.</param>
    /// <exception cref="ArgumentException">Empty, with U+0000 or half of a surrogate pair, or too long.</exception>
    public static void Require(string name, [CallerArgumentExpression(nameof(name))] string? parameter = null) =>
        Require(name, MemoryLimits.MaxNameBytes, parameter);

    /// <summary>As <see cref="Require(string, string?)"/>; null is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="parameter">The caller's parameter, as the error names it.</param>
    public static void RequireOptional(string? name, [CallerArgumentExpression(nameof(name))] string? parameter = null)
    {
        if (name is not null)
        {
            Require(name, MemoryLimits.MaxNameBytes, parameter);
        }
    }

    /// <summary>Checks a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="parameter">The caller's parameter, as the error names it.</param>
    /// <exception cref="ArgumentException">With half of a surrogate pair, or too long.</exception>
    public static void RequireText(string text, [CallerArgumentExpression(nameof(text))] string? parameter = null)
    {
        ArgumentNullException.ThrowIfNull(text, parameter);
        RequireWellFormed(text, parameter);
        if (StrictUtf8.GetByteCount(text) is var length and > DocumentLimits.MaxBytes)
        {
            throw new ArgumentException($"The text is {length} bytes long in UTF-8; the most is {DocumentLimits.MaxBytes}.", parameter);
        }
    }

    private static void Require(string name, int bytesMax, string? parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        RequireWellFormed(name, parameter);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("It holds the character U+0000.", parameter);
        }

        if (StrictUtf8.GetByteCount(name) is var length && length > bytesMax)
        {
            throw new ArgumentException($"It is {length} bytes long in UTF-8; the most is {bytesMax}.", parameter);
        }
    }

    private static void RequireWellFormed(string text, string? parameter)
    {
        if (!StrictUtf8.IsWellFormed(text))
        {
            throw new ArgumentException("It holds a surrogate without its partner, which UTF-8 cannot express.", parameter);
        }
    }
}
