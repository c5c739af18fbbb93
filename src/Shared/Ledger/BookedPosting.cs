using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>What was booked at once, be it by a posting or by the hold whose document is the posting as well.</summary>
/// <param name="Id">The document's id.</param>
/// <param name="Kind">The kind of movement (see <see cref="PostingKinds"/>).</param>
/// <param name="Reference">What it books.</param>
/// <param name="Legs">The legs; none for a hold that waits for its money.</param>
/// <param name="Time">When, as a stored time.</param>
internal readonly record struct BookedPosting(string Id, string Kind, LedgerReference Reference, IReadOnlyList<PostingLeg> Legs, string Time)
{
    /// <summary>Reads a document that <see cref="PostingDocument.Index"/> found.</summary>
    public static BookedPosting Read(StoredDocument stored)
    {
        if (stored.Id.StartsWith(HoldDocument.IdPrefix, StringComparison.Ordinal))
        {
            var hold = DocumentCodec.Decode<HoldDocument>(stored);
            return new BookedPosting(hold.Id, PostingKinds.Hold, hold.Reference, hold.Legs, hold.PostingTime);
        }

        var posting = DocumentCodec.Decode<PostingDocument>(stored);
        return new BookedPosting(posting.Id, posting.Kind, posting.Reference, posting.Legs, posting.PostingTime);
    }
}
