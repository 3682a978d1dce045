using System.Text.Json.Serialization.Metadata;
using Mosaic.Documents.Serialization;

namespace Mosaic;

/// <summary>Collections with a type.</summary>
public static class DocumentStoreExtensions
{
    /// <summary>A collection whose documents are of one type, written and read by the store's serializer options.</summary>
    /// <typeparam name="T">The type of its documents.</typeparam>
    /// <param name="store">The store.</param>
    /// <param name="name">The collection's name; it exists from its first document on.</param>
    /// <exception cref="InvalidDocumentException">The options name the type's id 'Id' or the like, and not 'id'.</exception>
    public static DocumentCollection<T> Collection<T>(this IDocumentStore store, string name)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(name);
        IdNames.Of(store.JsonOptions).Require(typeof(T), name);
        return new DocumentCollection<T>(store, name, null);
    }

    /// <summary>A collection whose documents are written and read by generated code, without reflection.</summary>
    /// <typeparam name="T">The type of its documents.</typeparam>
    /// <param name="store">The store.</param>
    /// <param name="name">The collection's name; it exists from its first document on.</param>
    /// <param name="type">From a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>: <c>AppJson.Default.Note</c>. The context has
    /// <c>[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]</c>, for an id is the property "id".</param>
    /// <exception cref="InvalidDocumentException">The type's id is named 'Id' or the like, and not 'id'.</exception>
    public static DocumentCollection<T> Collection<T>(this IDocumentStore store, string name, JsonTypeInfo<T> type)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(type);
        IdNames.Require(type, name);
        return new DocumentCollection<T>(store, name, type);
    }
}
