"""Class names of MedMNIST's sets of one label an image, which its files lack (medmnist 3.0.2, info.py)."""

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
            "smooth muscle",
            "normal colon mucosa",
            "cancer-associated stroma",
            "colorectal adenocarcinoma epithelium",
        ),
    ),
    (7007, 1003, 2005): (
        "DermaMNIST",
        (
            "actinic keratoses and intraepithelial carcinoma",
            "basal cell carcinoma",
            "benign keratosis-like lesions",
            "dermatofibroma",
            "melanoma",
            "melanocytic nevi",
            "vascular lesions",
        ),
    ),
    (97477, 10832, 1000): (
        "OCTMNIST",
        ("choroidal neovascularization", "diabetic macular edema", "drusen", "normal"),
    ),
    (4708, 524, 624): ("PneumoniaMNIST", ("normal", "pneumonia")),
    (1080, 120, 400): ("RetinaMNIST", ("0", "1", "2", "3", "4")),
    (546, 78, 156): ("BreastMNIST", ("malignant", "normal, benign")),
    (11959, 1712, 3421): (
        "BloodMNIST",
        (
            "basophil",
            "eosinophil",
            "erythroblast",
            "immature granulocytes(myelocytes, metamyelocytes and promyelocytes)",
            "lymphocyte",
            "monocyte",
            "neutrophil",
            "platelet",
        ),
    ),
    (165466, 23640, 47280): (
        "TissueMNIST",
        (
            "Collecting Duct, Connecting Tubule",
            "Distal Convoluted Tubule",
            "Glomerular endothelial cells",
            "Interstitial endothelial cells",
            "Leukocytes",
            "Podocytes",
            "Proximal Tubule Segments",
            "Thick Ascending Limb",
        ),
    ),
    (34561, 6491, 17778): ("OrganAMNIST", _ORGANS),
    (12975, 2392, 8216): ("OrganCMNIST", _ORGANS),
    (13932, 2452, 8827): ("OrganSMNIST", _ORGANS),
}
"""By the numbers of training, validation and test images, no two of which are alike: name and classes."""
