using Mosaic.Backends;
using Mosaic.Storage.Commit;

namespace Mosaic.Documents.Rows;

/// <summary>One document's write.</summary>
internal sealed class DocumentUnit(DocumentWriter writer, string collection, DocumentWrite write) : WriteUnit<StoredDocument?>
{
    public override void Prepare(UnitContext context) => Result = writer.Apply(context, collection, write);
}
