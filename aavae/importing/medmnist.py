"""Class names of MedMNIST's sets of one label an image, which its files lack (medmnist 3.0.2, info.py)."""

from aavae.language import N_

_ORGANS = (
    "bladder",
    "femur-left",
    "femur-right",
    "heart",
    "kidney-left",
    "kidney-right",
    "liver",
    "lung-left",
    "lung-right",
    "pancreas",
    "spleen",
)

CLASS_NAMES = {
    (89996, 10004, 7180): (
        "PathMNIST",
        (
            "adipose",
            "background",
            "debris",
            "lymphocytes",
            "mucus",
            N_("smooth muscle"),
            N_("normal colon mucosa"),
            N_("cancer-associated stroma"),
            N_("colorectal adenocarcinoma epithelium"),
        ),
    ),
    (7007, 1003, 2005): (
        "DermaMNIST",
        (
            N_("actinic keratoses and intraepithelial carcinoma"),
            N_("basal cell carcinoma"),
            N_("benign keratosis-like lesions"),
            "dermatofibroma",
            "melanoma",
            N_("melanocytic nevi"),
            N_("vascular lesions"),
        ),
    ),
    (97477, 10832, 1000): (
        "OCTMNIST",
        (N_("choroidal neovascularization"), N_("diabetic macular edema"), "drusen", "normal"),
    ),
    (4708, 524, 624): ("PneumoniaMNIST", ("normal", "pneumonia")),
    (1080, 120, 400): ("RetinaMNIST", ("0", "1", "2", "3", "4")),
    (546, 78, 156): ("BreastMNIST", ("malignant", N_("normal, benign"))),
    (11959, 1712, 3421): (
        "BloodMNIST",
        (
            "basophil",
            "eosinophil",
            "erythroblast",
            N_("immature granulocytes(myelocytes, metamyelocytes and promyelocytes)"),
            "lymphocyte",
            "monocyte",
            "neutrophil",
            "platelet",
        ),
    ),
    (165466, 23640, 47280): (
        "TissueMNIST",
        (
            N_("Collecting Duct, Connecting Tubule"),
            N_("Distal Convoluted Tubule"),
            N_("Glomerular endothelial cells"),
            N_("Interstitial endothelial cells"),
            N_("Leukocytes"),
            N_("Podocytes"),
            N_("Proximal Tubule Segments"),
            N_("Thick Ascending Limb"),
        ),
    ),
    (34561, 6491, 17778): ("OrganAMNIST", _ORGANS),
    (12975, 2392, 8216): ("OrganCMNIST", _ORGANS),
    (13932, 2452, 8827): ("OrganSMNIST", _ORGANS),
}
"""By the numbers of training, validation and test images, no two of which are alike: name and classes."""
