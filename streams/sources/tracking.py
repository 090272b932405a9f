"""Which parameters of a URL say how a reader came to a story, and not which story it is.

Three lists, by how sure one can be from the name alone. Gathered from the documentation of the tools that set
them (analytics, advertising, mail, social networks) and from what publishers' own share buttons add.
"""

# Whatever the site, a parameter that begins like this is for counting readers.
PREFIXES = (
    "utm_",
    "at_campaign",
    "at_custom",
    "at_link_",
    "at_medium",
    "at_ptr_",
    "at_bbc_",
    "ns_",
    "hsa_",
    "_hs",
    "__hs",
    "mtm_",
    "pk_",
    "piwik_",
    "matomo_",
    "ga_",
    "guce_",
    "guccounter",
    "fb_action_",
    "fb_comment_",
    "oly_",
    "vero_",
    "spot_im_",
    "wt.",
    "amp_",
    "__twitter_",
)

_NAMES = """
    _ga _gl _openstat _branch_match_id _branch_referrer fbclid gclid gclsrc dclid gbraid wbraid
    msclkid twclid ttclid yclid ysclid igshid igsh li_fat_id epik irclickid
    mc_cid mc_eid mkt_tok ml_subscriber ml_subscriber_hash ck_subscriber_id bxid rb_clickid s_kwcid ef_id
    cmpid cmp_id ncid ocid icid xtor smid smtyp s_cid sc_cid srnd wtmcid mbid trkid fsrc taid sref
    clicksource contentcollection contentplacement mtrref rref pgtype gwh gwt assettype hootpostid sharetype
    spmid spm cm_mmc cm_ite cm_lm cm_re soc_src soc_trk tsrc usqp aoh
    phpsessid jsessionid aspsessionid cfid cftoken
"""
_NAMES_BESIDE_A_STORY = """
    hp ref referer referrer referral src source via from cid mod ns il lo share shared action module region
"""

# Whatever the site, a parameter of exactly this name is for counting readers, or is a session.
NAMES = frozenset(_NAMES.split())

# Names too common to trust on their own: somewhere `?src=4711` is the story. They are taken out where the
# path itself names a story.
NAMES_BESIDE_A_STORY = frozenset(_NAMES_BESIDE_A_STORY.split())

# A parameter that asks for another look of the same story: its name, and what it then says.
OTHER_LOOKS = {
    "amp": frozenset({"", "1", "true", "yes"}),
    "outputtype": frozenset({"amp"}),
    "output": frozenset({"amp", "print"}),
    "print": frozenset({"", "1", "true", "yes", "y"}),
    "printable": frozenset({"", "1", "true", "yes", "y"}),
    "printer": frozenset({"", "1", "true", "yes", "y"}),
    "view": frozenset({"print", "amp"}),
    "mode": frozenset({"print", "amp"}),
}
