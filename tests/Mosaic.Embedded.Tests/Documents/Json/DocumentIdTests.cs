using Mosaic.Backends;
using Mosaic.Documents.Json;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Documents.Json;

public sealed class DocumentIdTests
{
    [Test]
    public void Ids_of_up_to_512_bytes_of_any_text_are_accepted()
    {
        foreach (var id in new[] { "a", "a/b c", "\n", "\U0001F600", new string('a', 512), string.Concat(Enumerable.Repeat("\U0001F600", 128)) })
        {
            Assert.That(() => DocumentId.Validate(id), Throws.Nothing, id);
        }
    }

    [Test]
    public void Ids_that_no_row_can_hold_are_refused_with_a_hint()
    {
        foreach (var id in new[] { "", "a\0", "\uD800", "\uDC00a", "a\uD83D", new string('a', 513), new string('é', 257) })
        {
            Assert.That(() => DocumentId.Validate(id), Refused);
        }
    }

    [Test]
    public void Collection_names_of_up_to_128_bytes_are_accepted()
    {
        foreach (var name in new[] { "notes", "Notes 2", "é", new string('a', 128) })
        {
            Assert.That(() => CollectionName.Validate(name), Throws.Nothing, name);
        }
    }

    [Test]
    public void Collection_names_that_are_empty_long_or_not_text_are_refused_with_a_hint()
    {
        foreach (var name in new[] { "", "a\0", "a\n", "\u007F", "\u0085", "\uD800", new string('a', 129), new string('é', 65) })
        {
            Assert.That(() => CollectionName.Validate(name), Refused);
        }
    }

    private static NUnit.Framework.Constraints.IResolveConstraint Refused =>
        Throws.TypeOf<InvalidDocumentException>().With.Property(nameof(MosaicException.Hint)).Not.Null;
}
